# Every command is a small script under scripts/. `make setup` is the only one that uses the network; `make run` and
# `make test` call it when something is missing.
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bite fuzz bench soak clean-var

help:      ## say what there is
	@sed -n 's/^\([a-z-]*\): *## */  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

setup:     ## get what is missing: PostgreSQL, Chromium, Node, crates, tools
	@scripts/setup

run:       ## build and start Carnet with a PostgreSQL of its own and people to log in as
	@scripts/run

test:      ## format, lints, unit, store, HTTP, stories and pages
	@scripts/test

lint:      ## format, clippy, house rules, spelling
	@scripts/lint

bite:      ## show that every rule of consent is held by a test
	@scripts/rules-bite

fuzz:      ## search for bytes that break a promise, ten minutes for each target
	@scripts/fuzz

bench:     ## speed, each figure beside its floor in the same run
	@scripts/bench

soak:      ## the long loads and fault stories at full length
	@scripts/soak

clean-var: ## remove what `make run` has stored
	@scripts/clean-var
