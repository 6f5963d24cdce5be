#pragma once
#include <stdint.h>

/// The type of the file system that holds a path, as statfs(2) numbers them, and the octets that are free to this user.
/// Returns 0, or -1 with errno set.
int cposix_file_system(const char *path, uint32_t *type, uint64_t *free_octets);
