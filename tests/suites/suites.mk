# Other people's test suites, natively and under ksig. Included by the top
# Makefile. SUITES="cpython zsh" chooses, SUITES_FLAGS="--user nobody" too.
.PHONY: suites
suites: $(OUT)/ksig ## other people's test suites, natively and under ksig
	@$(DEPS) suites
	@tests/suites/run --out $(OUT) $(SUITES_FLAGS) $(SUITES)
