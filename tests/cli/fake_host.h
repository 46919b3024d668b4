/* SPDX-License-Identifier: MIT */
#ifndef FAKE_HOST_H
#define FAKE_HOST_H

#include "ports/host/host.h"

extern const char *fake_comm;	/* what every process is called */

#endif /* FAKE_HOST_H */
