#include "cposix_boot.h"
#include <fcntl.h>
#include <unistd.h>

int cposix_boot_id(char text[36]) {
  int descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  ssize_t count = read(descriptor, text, 36);
  close(descriptor);
  return count == 36 ? 0 : -1;
}
