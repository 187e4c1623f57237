# `make` alone says what there is. Everything runs from a fresh clone: setup fetches what is missing, once.
CONFIGURATION ?= Release
export CONFIGURATION

.DEFAULT_GOAL := help
.PHONY: help setup setup-kafka build test docs coverage demo bench interop chaos pack clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

setup: ## NuGet packages, embedded ClickHouse, sample data (does nothing twice)
	@tools/build/setup.sh

setup-kafka: ## a real Apache Kafka 0.9.0.1 for interop and chaos (needs Java)
	@tools/build/setup.sh kafka

build: setup ## the whole solution, warnings are errors
	@dotnet build Denormalized.SourceGen.sln --configuration $(CONFIGURATION) --no-restore --nologo -warnaserror --verbosity quiet

test: build ## every test; PROJECT=Denormalized.Tests and FILTER=... narrow it
	@tools/build/test.sh $(PROJECT)

demo: build ## infer a record, then flights and GitHub events from Kafka into ClickHouse (BROKER=real, ENGINE=http, AOT=1, ARGS='--full 10000000')
	@BROKER='$(BROKER)' ENGINE='$(ENGINE)' AOT='$(AOT)' ARGS='$(ARGS)' tools/build/demo.sh

docs: build ## print docs/types.md, what each type becomes in each format
	@DENORMALIZED_WRITE_DOCS=1 FILTER=FullyQualifiedName~TypePageTests tools/build/test.sh Denormalized.SourceGen.Tests

coverage: build ## branches of the decoders that the tests take
	@tools/build/coverage.sh

interop: build ## other implementations of Avro and Parquet, a real Apache Kafka 0.9.0.1 (needs Java) and ClickHouse 18.16 (Debian's), and the long forms of proofs: the tests of category Interop
	@tools/build/setup.sh interop
	@tools/build/clickhouse18.sh run tools/build/kafka.sh run tools/build/test.sh $$(grep -rlF '"Category", "Interop"' tests --include=*.cs | cut -d/ -f2 | sort -u)

bench: build ## every claim of speed, side by side with what one would use instead; figures in bench/results.json
	@dotnet build tests/Denormalized.Bench --configuration $(CONFIGURATION) --nologo -warnaserror --verbosity quiet
	@dotnet run --project tests/Denormalized.Bench --configuration $(CONFIGURATION) --no-build -- $(ARGS)

chaos: build ## SIGKILL: writers during inserts, 20 rounds (ROUNDS=...); two workers on a real Kafka (needs Java) at each step and 20 random moments
	@dotnet run --project tests/Denormalized.Crash --configuration $(CONFIGURATION) --no-build -- chaos $(or $(ROUNDS),20)
	@FILTER='FullyQualifiedName~RealBrokerCrashTests.TwoWorkers' tools/build/kafka.sh run tools/build/test.sh Denormalized.Hosting.Tests

pack: build ## the NuGet packages, into artifacts/packages
	@dotnet pack Denormalized.SourceGen.sln --configuration $(CONFIGURATION) --no-build --nologo --output artifacts/packages --verbosity quiet

clean: ## build output (the cache of downloads stays)
	@rm -rf artifacts $$(find generator runtime tools tests samples -type d \( -name bin -o -name obj \) -prune 2>/dev/null)
