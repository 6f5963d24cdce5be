#include "public_suffix_list.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

const unsigned char preflight_public_suffix_list[] = {
#embed "public_suffix_list.dat"
};
const size_t preflight_public_suffix_list_size = sizeof preflight_public_suffix_list;
