#pragma once
// libcurl's setters and getters take variadic arguments, which Swift does not call: one function for each type.
#include <curl/curl.h>

CURLcode ccurl_set_long(CURL *easy, CURLoption option, long value);
CURLcode ccurl_set_pointer(CURL *easy, CURLoption option, const void *value);
CURLcode ccurl_set_data_function(CURL *easy, CURLoption option, size_t (*function)(char *, size_t, size_t, void *));
CURLcode ccurl_set_debug_function(CURL *easy, int (*function)(CURL *, curl_infotype, char *, size_t, void *));

CURLcode ccurl_get_long(CURL *easy, CURLINFO info, long *value);
CURLcode ccurl_get_socket(CURL *easy, CURLINFO info, curl_socket_t *value);
CURLcode ccurl_get_pointer(CURL *easy, CURLINFO info, void **value);

CURLMcode ccurl_multi_set_long(CURLM *multi, CURLMoption option, long value);
CURLMcode ccurl_multi_set_pointer(CURLM *multi, CURLMoption option, void *value);
CURLMcode ccurl_multi_set_socket_function(CURLM *multi, int (*function)(CURL *, curl_socket_t, int, void *, void *));
CURLMcode ccurl_multi_set_timer_function(CURLM *multi, int (*function)(CURLM *, long, void *));

/// The next finished transfer; 0 where there is none. (CURLMsg holds a union.)
int ccurl_multi_next_done(CURLM *multi, CURL **easy, CURLcode *result);
