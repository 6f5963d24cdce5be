#include "ca_profiles.h"

#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char letsencrypt[] = {
#embed "profiles/letsencrypt.json"
};
static const unsigned char letsencrypt_staging[] = {
#embed "profiles/letsencrypt-staging.json"
};
static const unsigned char sm2[] = {
#embed "profiles/sm2.json"
};
static const unsigned char zerossl[] = {
#embed "profiles/zerossl.json"
};
static const unsigned char google[] = {
#embed "profiles/google.json"
};
static const unsigned char sslcom[] = {
#embed "profiles/sslcom.json"
};

static const struct { const unsigned char *bytes; size_t size; } profiles[] = {
    {letsencrypt, sizeof letsencrypt}, {letsencrypt_staging, sizeof letsencrypt_staging}, {sm2, sizeof sm2},
    {zerossl, sizeof zerossl}, {google, sizeof google}, {sslcom, sizeof sslcom},
};

size_t preflight_profile_count(void) { return sizeof profiles / sizeof profiles[0]; }

const unsigned char *preflight_profile(size_t index, size_t *size) {
    *size = profiles[index].size;
    return profiles[index].bytes;
}
