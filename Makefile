# `make demo`: from nothing to a report. `make test`: the gate. Both need root on Debian 12, python3 and make; they install the rest.
# `make check`: the part of the gate that needs neither root nor a lab; any user with python3 (on Debian, python3-venv) and make.

HOSTS ?= 3
WORKERS ?= $(HOSTS)
# the release of OpenStack that is newer than its constraints; it is locked for the Python of Debian 12 and of Debian 13
NEWEST = 2026.2

UV = .tools/bin/uv
PYTHON = .venv/bin/python
LAB = $(PYTHON) -m lab
LAB_HOME ?= /srv/conformance-lab
export LAB_HOME
export OS_CLIENT_CONFIG_FILE ?= $(LAB_HOME)/access/clouds.yaml
LAB_OPTIONS = --os-cloud lab --profile lab --inventory $(LAB_HOME)/access/inventory.ini

# a lab of another shape than the default writes a profile of its own
SITE_OPTIONS = --os-cloud lab --profile $(LAB_HOME)/access/profile.yaml --inventory $(LAB_HOME)/access/inventory.ini
# of the suites: invariants, boots, a live migration of each ordered pair
SHORT = -m "(invariant or boot or live_migration) and not lifecycle and not volumes"

FEW_FAULTS_OF_KOLLA = container-paused,ovn-controller-stopped
# a shape runs those of them that it can have
CONTAINER_FAULTS = container-paused,container-restarting,container-out-of-memory,container-unhealthy,container-kvm-group
# as Kolla-Ansible deploys with Podman
PODMAN_FAULTS = console-terminal-not-seen
SHAPE_FAULTS = $(CONTAINER_FAULTS),$(PODMAN_FAULTS),unit-gave-up,unit-restarting,unit-out-of-memory
FEW_FAULTS = image-cache-full,kvm-absent

.DEFAULT_GOAL = help
.PHONY: help demo check test faults shapes upgrade chaos bench growth system ceph environment lab-up lab-down lab-lock docs docs-site

help: ## what can be made
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /: /'

demo: system environment ## the suites over a lab of HOSTS compute hosts (default 3), and the report
	$(LAB) down
	$(LAB) up --hosts $(HOSTS)
	@status=0; .venv/bin/pytest suites $(LAB_OPTIONS) -n $(WORKERS) || status=$$?; $(LAB) status; $(LAB) down; exit $$status

check: environment ## lint, types, layers, generated pages, the site and self-tests; no root, no lab: tests that need either are skipped
	.venv/bin/tox run -e lint,types,contracts,docs,selftests

test: system environment ## what check does with nothing skipped, a minute of fuzzing, the suites over a lab, a few faults; some over another shape
	$(LAB) down
	CONFORMANCE_GATE=1 .venv/bin/tox run -e lint,types,contracts,docs,selftests,fuzz
	$(LAB) up --hosts $(HOSTS)
	@status=0; .venv/bin/tox run -e suites -- $(LAB_OPTIONS) -n $(WORKERS) && $(LAB) matrix --only $(FEW_FAULTS) || status=$$?; \
	    $(LAB) down; exit $$status
	$(LAB) up --hosts 2 --shape kolla --network ovn
	@status=0; .venv/bin/conformance doctor $(SITE_OPTIONS) \
	    && .venv/bin/tox run -e suites -- $(SITE_OPTIONS) -n 2 $(SHORT) && $(LAB) matrix --only $(FEW_FAULTS_OF_KOLLA) || status=$$?; \
	    $(LAB) down; exit $$status

faults: system environment ## every fault of the matrix, provoked in a lab and named by the suite (ONLY=NAME,... for some, RESUME=RUN to go on)
	$(LAB) up --hosts 4
	@status=0; $(LAB) matrix $(if $(ONLY),--only $(ONLY)) $(if $(RESUME),--resume $(RESUME)) || status=$$?; $(LAB) down; exit $$status

bench: system environment ## every migration of every pair of HOSTS hosts: in a bare loop, by the suite, by Tempest; reports/bench has the figures
	$(LAB) down
	$(LAB) up --hosts $(HOSTS)
	@status=0; $(PYTHON) -m lab.bench || status=$$?; $(LAB) down; exit $$status

growth: system environment ## what the suite itself takes with 5, 10 and 20 fake compute hosts; reports/bench has the figures
	$(LAB) down
	$(LAB) up --fake-hosts --hosts 20
	@status=0; $(PYTHON) -m lab.bench.growth || status=$$?; $(LAB) down; exit $$status

system: ## Debian's packages, those that are missing; none of their services is started
	@lab/installed/install-packages.sh

ceph: ## Debian's packages of a lab with volumes (`up --storage ceph`), those that are missing; none of their services is started
	@lab/installed/install-packages.sh lab/installed/ceph-packages.txt

environment: .tools/bin/uv ## the Python environment, and the report generator
	$(UV) sync --locked --quiet --python /usr/bin/python3
	@# npm ci empties what is there before it installs: through a link, another checkout's packages
	@test node_modules/.package-lock.json -nt package-lock.json || if test -L node_modules; then \
	    echo "node_modules is a link, and older than package-lock.json: remove the link, or run 'make environment' where it leads to" >&2; exit 1; \
	else PATH="$(CURDIR)/.venv/bin:$$PATH" npm ci --no-fund --no-audit --loglevel=error; fi

.tools/bin/uv: lab/installed/uv.txt
	python3 -m venv --clear .tools
	.tools/bin/pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes --requirement lab/installed/uv.txt
	@touch $@

upgrade: system environment ## a lab of HOSTS compute hosts, upgraded from 2026.1 to 2026.2 through the gate, with canaries (REGRESSIONS=all: found on the way)
	$(LAB) down
	$(LAB) up --hosts $(HOSTS) --release 2026.1
	@status=0; $(LAB) rehearse --workers $(WORKERS) $(if $(REGRESSIONS),--regressions $(REGRESSIONS)) || status=$$?; $(LAB) down; exit $$status

shapes: system environment ## the lab in the shapes of deployments: the doctor, the suites, and faults that only they have; and hosts of two Debians
	$(LAB) down
	@status=0; for shape in kolla kolla-podman packaged-debian; do \
	    $(LAB) up --hosts 2 --shape $$shape \
	    && .venv/bin/conformance doctor $(SITE_OPTIONS) \
	    && .venv/bin/pytest suites $(SITE_OPTIONS) -n 2 \
	    && $(LAB) matrix --only $(SHAPE_FAULTS) || status=$$?; $(LAB) down; \
	done; \
	$(LAB) up --hosts 2 --debian13 compute-02 \
	&& .venv/bin/conformance doctor $(LAB_OPTIONS) && $(LAB) predictions || status=$$?; $(LAB) down; exit $$status

chaos: system environment ## runs of the suites with kill -9 at ten random moments, and with API faults; over a lab of HOSTS hosts
	$(LAB) down
	$(LAB) up --hosts $(HOSTS)
	@status=0; $(PYTHON) -m lab.chaos --workers $(WORKERS) kills || status=$$?; \
	$(PYTHON) -m lab.chaos --workers $(WORKERS) api-faults || status=$$?; $(LAB) down; exit $$status

lab-up: system environment ## a lab of HOSTS compute hosts, to work with
	$(LAB) up --hosts $(HOSTS)

lab-down: ## end it
	$(LAB) down

lab-lock: .tools/bin/uv ## renew the lock files of the lab's OpenStack and of Tempest; former releases within their upper constraints
	@compile() { $(UV) pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-header "$$@"; }; \
	compile --annotation-style line lab/installed/tempest/requirements.in --output-file lab/installed/tempest/requirements.txt && \
	for directory in lab/installed/openstack/*; do \
	    release=$$(basename $$directory); constraints=$$(mktemp); how=--no-annotate; \
	    if [ "$$release" = "$(NEWEST)" ]; then \
	        how="--universal --annotation-style line"; \
	    else \
	        curl --fail --silent --show-error --location https://releases.openstack.org/constraints/upper/$$release | \
	            grep -v '^libvirt-python=' > $$constraints; \
	    fi; \
	    compile $$how --constraints $$constraints $$directory/requirements.in --output-file $$directory/requirements.txt || exit; \
	    test ! -e $$directory/volumes.in || compile $$how $$directory/volumes.in --output-file $$directory/volumes.txt || exit; \
	    rm $$constraints; \
	done

docs: environment ## renew the generated pages
	.venv/bin/conformance docs

docs-site: environment ## the documentation as a site with search, in site/: no broken link, nothing that is loaded from elsewhere
	.venv/bin/tox run -e docs
	@echo "site/index.html; for its search: $(PYTHON) -m http.server --directory site"
