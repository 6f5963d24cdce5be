#pragma once
// What Swift's own C module for Linux leaves out.
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

/// The token that was given with a descriptor; epoll_data is a union, which Swift reads but poorly.
static inline uint64_t cposix_epoll_token(const struct epoll_event *event) { return event->data.u64; }

int cposix_epoll_control(int epoll, int operation, int descriptor, uint32_t events, uint64_t token);
