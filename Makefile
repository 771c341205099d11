# Tracker: `make run` serves, `make test` tests, `make check` reads the code.
# PYTHON=/path/to/python3 chooses another Python for .venv.
export PYTHON
PY = .venv/bin/python
NEWEST = .venv-newest/bin/python
NEWEST_SQLITE = .venv-newest/sqlite/bin/python
# Whatever a machine's habit is: what the tests start by the hundred is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test newest quick lock check bench faults schema-dump beacon integration messages clean sbom audit
.DEFAULT_GOAL := run

run:
	@sh scripts/install
	@$(PY) run.py

# A server of its own with a site that lifelike visitors come to, in demo-data/.
demo:
	@sh scripts/install
	@$(PY) -m bench.demo

.PHONY: install-test
install-test:
	@sh scripts/install test,dev
	@sh scripts/chromium
	@sh scripts/wheelhouse
	@sh scripts/proxies

# All parts, even if one fails. The first runs all of domain/ and storage/, in all directions, or the
# test fails; the last is `make newest`.
test: install-test
	@status=0; \
	$(PY) -m pytest -q -n 3 -m "not browser and not fault" --cov --cov-report= || status=1; \
	$(PY) -m coverage report || status=1; \
	$(PY) -m coverage report --include "tracker/domain/*,tracker/storage/*" --fail-under 100 \
		|| status=1; \
	$(PY) -m pytest -q -n 3 --dist worksteal -m "browser or fault" || status=1; \
	$(MAKE) --no-print-directory newest || status=1; \
	exit $$status

# What a newer Python or a newer SQLite changes: the quick tests on the newest Python of this
# machine, and all that concerns the database on the newest SQLite too.
newest:
	@sh scripts/newest
	@status=0; \
	if [ "$$($(NEWEST) -V)" = "$$($(PY) -V)" ]; then \
		echo "The newest Python here is .venv's own: its quick tests are not run twice."; \
	else \
		$(NEWEST) -m pytest -q -n 3 --ignore tests/storage --ignore tests/commands \
			-m "not browser and not fault" || status=1; \
	fi; \
	$(NEWEST_SQLITE) -m pytest -q -n 3 --dist worksteal --newest-sqlite \
		-m "(database or fault) and not browser" tests/storage tests/commands tests/faults tests/test_newest.py \
		|| status=1; \
	exit $$status

# What can be run after every change: two minutes.
quick:
	@sh scripts/install test,dev
	$(PY) -m pytest -q -n 3 -m "not browser and not fault"

check:
	@sh scripts/install test,dev
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy --strict tracker

# The figures of the README.
bench: install-test
	$(PY) -m bench

# The long versions of the fault tests; writes docs/faults.md.
faults: install-test
	$(PY) -m bench.faults

# requirements.txt: what setup.cfg asks for, each at one version, with hashes. Without the index'
# address, so that it installs from any. Two minutes.
lock:
	@sh scripts/install test,dev
	@sh scripts/lock

# sbom.json: what a release is made of, as CycloneDX.
sbom:
	@sh scripts/install test,dev
	$(PY) -m scripts.sbom >sbom.json

# Known holes in what requirements.txt locks. Asks the package index for its advisories, so it needs
# one that has them; a package that cannot be asked about fails it.
audit:
	@sh scripts/install test,dev
	$(PY) -m pip_audit --strict --disable-pip --require-hashes --requirement requirements.txt

# static/beacon.source.js, minified to static/beacon.js.
beacon:
	@sh scripts/install test,dev
	$(PY) scripts/beacon.py

# The dump of a new schema number, which a test asks for: tests/data/schemas/.
schema-dump:
	@sh scripts/install test,dev
	PYTHONPATH=. $(PY) scripts/schema_dump.py

# Asks the geolocation service in GEO_URL, unmocked; a local one plays it where none is set.
integration:
	@sh scripts/install test,dev
	$(PY) -m pytest -q -m integration

# Brings tracker/locales/*.po up to date with the texts, and lists what has no translation.
messages:
	@sh scripts/install test,dev
	$(PY) scripts/messages.py

clean:
	rm -rf .venv .venv-newest .wheelhouse build tracker.egg-info .pytest_cache .mypy_cache .ruff_cache
