#pragma once
// Starting a program with exactly the descriptors that it is meant to have, and learning how it ended.
#include <sys/types.h>

/// As which number a new process gets the descriptor that it is to keep: none that a shell script would use for itself.
/// (`exec 3> …` in a client would let go of its order's lock.)
#define CPOSIX_KEPT 30

/// What a new process starts with. Signals are unblocked and default; all other descriptors are closed.
struct cposix_spawn_plan {
  const char *path;  ///< searched for in PATH where it holds no slash
  char *const *arguments;
  char *const *environment;
  int input, output, errors;  ///< become 0, 1, 2
  int kept;                   ///< becomes CPOSIX_KEPT; -1: none
  int session;                ///< 1: leads a session of its own; 0: a process group of its own
};

/// A file without a name, in memory (O_CLOEXEC), or -1 and errno.
int cposix_memory_file(void);

/// This process's environment; for `environment`, too.
char **cposix_environment(void);

/// Returns 0 or an errno.
int cposix_spawn(const struct cposix_spawn_plan *plan, pid_t *child);

/// A descriptor that becomes readable when the process ends (O_CLOEXEC), or -1 and errno.
int cposix_pidfd_open(pid_t process);

/// Whether a child has ended, without waiting: 1 and how, 0, or -1 and errno. `signalled` is 1 where `status` is a
/// signal. The child stays a zombie, its number taken, unless `reap` is set.
int cposix_has_ended(pid_t child, int reap, int *status, int *signalled);

/// From now on SIGTERM, SIGINT, SIGHUP and SIGQUIT, whichever thread they reach, are bytes (the signal's number) in the
/// pipe of which this returns the end to read (O_CLOEXEC, O_NONBLOCK); -1 and errno where there is none. Once a process.
int cposix_catch_endings(void);
