# SPDX-License-Identifier: MIT
# docs/CLUSTER.md as it stands, on this machine: GNU parallel, and a Slurm of
# its own. Included by the top Makefile.
.PHONY: cluster-test
cluster-test: $(OUT)/ksig ## shards with GNU parallel and Slurm; installs both
	@$(DEPS) build cluster
	@OUT=$(abspath $(OUT)) CC="$(CC)" tests/cluster/run
