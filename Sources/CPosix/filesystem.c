#include "cposix_filesystem.h"
#include <sys/vfs.h>

int cposix_file_system(const char *path, uint32_t *type, uint64_t *free_octets) {
  struct statfs status;
  if (statfs(path, &status) != 0) return -1;
  *type = (uint32_t)status.f_type;
  *free_octets = (uint64_t)status.f_bavail * (uint64_t)status.f_bsize;
  return 0;
}
