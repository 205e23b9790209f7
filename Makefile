# Each of these does all its set-up by itself.
#   make run     open the window on the sample district; without a display, write its map and findings to out/
#   make test    tests, lint, types and import contracts; of those that open a window or run a command one in three,
#                others on each day, in ten minutes; make test ONE_IN=1 runs them all, as .ci/run does
#   make soak    the tests with many more drawn examples, for hours when nobody waits
#   make bench   benchmarks, into benchmarks/report.json
SHELL := /bin/sh
BIN := .venv/bin
APP := $(BIN)/jurisdiction-mapper
SAMPLE := out/sample/yunhan.gpkg

# The tests start hundreds of processes: each would compile the whole program where Python is told to keep nothing.
PYTEST := QT_QPA_PLATFORM=offscreen OPENBLAS_NUM_THREADS=1 PYTHONDONTWRITEBYTECODE= \
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4

ONE_IN ?= 3

.PHONY: run test soak lint bench clean

run:
	@./setup.sh run
	@test -f $(SAMPLE) || $(APP) sample out/sample
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] || [ "$$(uname -s)" != Linux ]; then \
		$(APP) $(SAMPLE); \
	else \
		$(APP) print $(SAMPLE) out/coverage.pdf && \
		$(APP) print $(SAMPLE) out/coverage.png && \
		$(APP) html $(SAMPLE) out/map.html && \
		$(APP) check $(SAMPLE) --json > out/findings.json && \
		echo "There is no display, so the sample district's coverage map, web map and findings are in out/."; \
	fi

test:
	@./setup.sh test
	@# The types keep one core busy for half a minute: they are looked at beside the tests, and told after them.
	@told=$$(mktemp); $(MAKE) --no-print-directory lint >"$$told" 2>&1 & lint=$$!; \
	ONE_IN=$(ONE_IN) $(PYTEST); tests=$$?; wait $$lint; lint=$$?; cat "$$told"; rm -f "$$told"; exit $$((tests ? tests : lint))

soak:
	@./setup.sh test
	SOAK=1 $(PYTEST)

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

bench:
	@./setup.sh test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks

clean:
	rm -rf .venv out build *.egg-info benchmarks/data
