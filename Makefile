# Tracker: `make run` serves, `make test` tests, `make check` reads the code.
# PYTHON=/path/to/python3 chooses another Python for .venv.
export PYTHON
PY = .venv/bin/python
# The newest Python with the newest SQLite: scripts/newest.
NEWEST = .venv-newest/sqlite/bin/python
# Processes that run tests. Those with a server or a browser of their own mostly wait for it.
QUICK = -n 4 --dist worksteal
PATIENT = -n 5 --dist worksteal
# Whatever a machine's habit is: what the tests start by the hundred is compiled once.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run demo test newest quick lock check bench faults schema-dump beacon integration messages clean sbom audit
.DEFAULT_GOAL := run

run:
	@sh scripts/install
	@$(PY) run.py

# A server of its own with a year of visits, and lifelike visitors who keep coming, in demo-data/.
demo:
	@sh scripts/install
	@$(PY) -m bench.demo

.PHONY: install-test
install-test:
	@sh scripts/install test,dev
	@sh scripts/chromium
	@sh scripts/wheelhouse
	@sh scripts/proxies
	@sh scripts/trackers
	@sh scripts/provider
	@sh scripts/engines/nats
	@sh scripts/engines/postgres
	@sh scripts/engines/clickhouse

# What `make test` needs, each test compiled: else all of its processes compile all of them at once.
.PHONY: ready
ready: install-test
	@$(PY) -m pytest -q --collect-only >/dev/null

# All parts, even if one fails; the last lines say which, and why. The first, which coverage looks
# at, runs all of domain/ and storage/, in all directions, or `whole` fails. The patient ones are
# apart from it: what a process does once would be done by them, and be seen by nobody.
test: install-test
	@sh scripts/stages \
		tests 'sh scripts/again $(PY) -m pytest -q $(QUICK) -m "not browser and not fault" --cov --cov-report=' \
		covered '$(PY) -m coverage report' \
		whole '$(PY) -m tests.engines.covered' \
		patient 'sh scripts/again $(PY) -m pytest -q $(PATIENT) -m "browser or fault"' \
		newest '$(MAKE) --no-print-directory newest'

# What a newer Python or a newer SQLite can change, on the newest of both: the rules, and all that
# concerns the database; its kills and restores there are in `make faults`. Everything without a
# browser: `make newest TESTS=tests`.
TESTS = tests/domain tests/storage tests/commands
newest:
	@sh scripts/newest
	sh scripts/again $(NEWEST) -m pytest -q $(PATIENT) --newest-sqlite --ignore tests/browser \
		-m "(not fault or database) and not browser and not alike" $(TESTS)

# What can be run after every change: two minutes.
quick:
	@sh scripts/install test,dev
	$(PY) -m pytest -q $(QUICK) -m "not browser and not fault"

check:
	@sh scripts/install test,dev
	@sh scripts/stages \
		ruff '$(PY) -m ruff check .' \
		format '$(PY) -m ruff format --check .' \
		mypy '$(PY) -m mypy --strict tracker'

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

# static/beacon.source.js, minified to static/beacon.js, and static/drop_in.source.js to static/drop_in.js.
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
