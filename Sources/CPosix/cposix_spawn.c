#define _GNU_SOURCE
#include "cposix_spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { given = 4 };

// What a new process gets as which number, in the order in which it is copied.
static const int numbers[given] = {0, 1, 2, CPOSIX_KEPT};

// A descriptor that already is one of the numbers to be given away would be overwritten before it is copied.
static int lift(int descriptor, int *lifted) {
  *lifted = descriptor;
  if (descriptor < 0 || descriptor > CPOSIX_KEPT) return 0;
  *lifted = fcntl(descriptor, F_DUPFD_CLOEXEC, CPOSIX_KEPT + 1);
  return *lifted < 0 ? errno : 0;
}

static int close_others(posix_spawn_file_actions_t *actions, int keeps) {
  int result = posix_spawn_file_actions_addclosefrom_np(actions, keeps ? CPOSIX_KEPT + 1 : 3);
  for (int number = 3; keeps && number < CPOSIX_KEPT && !result; number++) {
    result = posix_spawn_file_actions_addclose(actions, number);
  }
  return result;
}

static int set_attributes(posix_spawnattr_t *attributes, int session) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
  flags |= session ? POSIX_SPAWN_SETSID : POSIX_SPAWN_SETPGROUP;
  int result = posix_spawnattr_setsigmask(attributes, &none);
  if (!result) result = posix_spawnattr_setsigdefault(attributes, &all);
  if (!result) result = posix_spawnattr_setpgroup(attributes, 0);
  if (!result) result = posix_spawnattr_setflags(attributes, flags);
  return result;
}

int cposix_spawn(const struct cposix_spawn_plan *plan, pid_t *child) {
  const int wanted[given] = {plan->input, plan->output, plan->errors, plan->kept};
  int lifted[given] = {-1, -1, -1, -1};
  int result = 0;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&actions);
  posix_spawnattr_init(&attributes);
  for (int index = 0; index < given && !result; index++) {
    if (wanted[index] < 0) continue;
    result = lift(wanted[index], &lifted[index]);
    if (!result) result = posix_spawn_file_actions_adddup2(&actions, lifted[index], numbers[index]);
  }
  if (!result) result = close_others(&actions, plan->kept >= 0);
  if (!result) result = set_attributes(&attributes, plan->session);
  if (!result) result = posix_spawnp(child, plan->path, &actions, &attributes, plan->arguments, plan->environment);
  for (int index = 0; index < given; index++) {
    if (lifted[index] >= 0 && lifted[index] != wanted[index]) close(lifted[index]);
  }
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return result;
}

int cposix_memory_file(void) { return memfd_create("preflight", MFD_CLOEXEC); }

char **cposix_environment(void) { return environ; }

int cposix_pidfd_open(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int cposix_has_ended(pid_t child, int reap, int *status, int *signalled) {
  siginfo_t info = {0};
  int options = WEXITED | WNOHANG | (reap ? 0 : WNOWAIT);
  if (waitid(P_PID, (id_t)child, &info, options) < 0) return -1;
  if (info.si_pid == 0) return 0;
  *status = info.si_status;
  *signalled = info.si_code != CLD_EXITED;
  return 1;
}

static int endings = -1;

static void write_ending(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe says enough already.
  ssize_t ignored = write(endings, &byte, 1);
  (void)ignored;
  errno = saved;
}

int cposix_catch_endings(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) < 0) return -1;
  endings = ends[1];
  struct sigaction action = {.sa_handler = write_ending, .sa_flags = SA_RESTART};
  sigfillset(&action.sa_mask);
  const int numbers[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT};
  for (unsigned index = 0; index < sizeof numbers / sizeof *numbers; index++) {
    if (sigaction(numbers[index], &action, NULL) < 0) return -1;
  }
  return ends[0];
}
