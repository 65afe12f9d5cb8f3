#!/usr/bin/env bash
# The measurements of make bench still measure: each runs once, small. What it prints is not looked at.
set -eu
cd "$(dirname "$0")/../.."
export ROWS=2000 ROUNDS=1 PERIODS=15
for bench in tests/bench/bench_*; do "$bench"; done
