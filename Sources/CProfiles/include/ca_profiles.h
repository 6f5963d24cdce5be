#pragma once
#include <stddef.h>

/// The CA profiles of `profiles/`, as JSON: how many there are, and the bytes of one of them.
size_t preflight_profile_count(void);
const unsigned char *_Nonnull preflight_profile(size_t index, size_t *_Nonnull size);
