# One command each; the first run of each installs what it needs into .venv.
PYTHON ?= $(or $(shell command -v python3.11 || command -v python3.12 || command -v python3),\
	$(error RetailGenie needs Python 3.11 or 3.12, and there is no python3 on the PATH))
IN := .venv/bin/python

.PHONY: run test check train

run:  ## the whole shop at http://localhost:8000 until Ctrl-C
	@$(PYTHON) scripts/setup.py
	@exec $(IN) manage.py runshop

test:  ## every test, with the training extra and a browser
	@$(PYTHON) scripts/setup.py train test
	@exec $(IN) scripts/test.py $(ARGS)

check:  ## style, types, layers, templates, sizes, migrations
	@$(PYTHON) scripts/setup.py test
	@exec $(IN) scripts/check.py

train:  ## the models again, with the training extra
	@$(PYTHON) scripts/setup.py train
	@$(IN) manage.py runshop --prepare
	@$(IN) manage.py train_intents
	@$(IN) manage.py train_embeddings
	@$(IN) manage.py train_recommender
	@exec $(IN) manage.py train_ranker
