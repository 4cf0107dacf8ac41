PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEACHING := workspaces/teaching

.PHONY: run class hub test lint clean screenshots

run: $(VENV)/.app  ## score the teaching corpus if that is not done, and open the dashboard
	$(BIN)/python -m analysis demo --workspace $(TEACHING)
	$(BIN)/python -m analysis score --workspace $(TEACHING)
	$(BIN)/streamlit run streamlit_app.py

class: $(VENV)/.app  ## the same for a class: phones in the network can join a lesson and see nothing else; large type
	PARALLAX_CLASS=1 $(BIN)/streamlit run streamlit_app.py --server.address 0.0.0.0 --theme.baseFontSize=22

hub: $(VENV)/.app  ## torch, for `--model MEASURE=hub:…` and for the tests of that
	$(BIN)/python -m pip install --quiet -r models/requirements-hub.txt

test: lint  ## everything that must hold
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

screenshots: $(VENV)/.test  ## pictures of every page into evidence/
	$(BIN)/python -m tests.browser.screenshots evidence

$(VENV)/.app: requirements.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -r requirements.txt
	touch $@

$(VENV)/.test: $(VENV)/.app tests/requirements.txt
	$(BIN)/python -m pip install --quiet -r tests/requirements.txt
	touch $@

clean:
	rm -rf $(VENV) workspaces evidence
