# 两条命令就够：make demo（生成样例报告）、make test（运行测试）。其余供开发使用，见 AGENTS.md。
PYTHON ?= python3
VENV ?= .venv
SAMPLE ?= sample_inputs/liulin-2023-final/input.xlsx
OUT ?= out

BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# Stamps: what the environment was last installed from. A second run finds them newer and does nothing.
MADE := $(VENV)/.made
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev

.DEFAULT_GOAL := help
.PHONY: help demo demo-web test trials check format golden docs pictures benchmark page windows clean

help:
	@echo "make demo    安装并生成样例报告（Word 和 Excel）"
	@echo "make demo-web  公开台：样例放在一张表上，用浏览器看（按 Ctrl-C 停止）"
	@echo "make test    运行测试（几分钟；不含下面的长试验）"
	@echo "make trials  长试验：2000 份改坏的输入、每个金额改一位、整县、LibreOffice、安装包"
	@echo "make check   代码检查：ruff、mypy --strict、分层约定"
	@echo "make format  按约定排版代码"
	@echo "make golden  用当前结果更新 tests/golden 和 tests/errors（更新后请逐处核对差异）"
	@echo "make docs    重新生成由程序写出的文档"
	@echo "make pictures  重新生成手册和说明里的图（需要 LibreOffice、pdftoppm 和 chromium）"
	@echo "make benchmark  测量速度"
	@echo "make page    网页版：dist/gongkai.html（一个文件；需要 npm，第一次要下载）"
	@echo "make windows  Windows 文件夹：dist/gongkai-windows.zip（第一次要下载）"
	@echo "make clean   删除生成物和虚拟环境"

$(MADE):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "需要 Python 3.11 或更高版本；可以指定：make PYTHON=python3.12 …"; exit 1; }
	@echo "正在准备运行环境 $(VENV) …"
	@$(PYTHON) -m venv $(VENV) \
		|| { echo "无法建立虚拟环境；Debian、Ubuntu 请先安装 python3-venv"; exit 1; }
	@touch $@

$(RUNTIME): pyproject.toml constraints.txt | $(MADE)
	@echo "正在安装所需的软件包（只在第一次和清单变动时）…"
	@$(PIP) --editable .
	@touch $@

$(DEV): pyproject.toml constraints.txt | $(MADE)
	@echo "正在安装开发所需的软件包（只在第一次和清单变动时）…"
	@$(PIP) --editable '.[dev]'
	@touch $(RUNTIME) $@

demo: $(RUNTIME)
	@$(BIN)/gongkai generate $(SAMPLE) -o $(OUT)
	@echo
	@echo "完成。样例报告（Word 和 Excel）在文件夹：$(CURDIR)/$(OUT)"

demo-web: $(RUNTIME)
	@$(PIP) --editable '.[board]'
	$(BIN)/python tools/demo_board.py

test: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadgroup -m "not trial"

trials: $(DEV)
	$(BIN)/python -m pytest -n auto --dist loadgroup -m trial

check: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: $(DEV)
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

golden: $(DEV)
	$(BIN)/python -m pytest tests/golden tests/errors --golden-update

docs: $(DEV)
	$(BIN)/python tools/make_docs.py
	$(BIN)/python tools/make_errors.py

pictures: $(DEV)
	$(BIN)/python tools/make_pictures.py
	$(BIN)/python tools/make_page_pictures.py
	$(BIN)/python tools/make_board_pictures.py

benchmark: $(DEV)
	$(BIN)/python benchmarks/run.py

page: $(RUNTIME)
	@mkdir -p dist
	$(BIN)/gongkai page -o dist/gongkai.html

windows: $(RUNTIME)
	$(BIN)/python tools/make_windows.py

clean:
	rm -rf $(VENV) $(OUT) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find $(wildcard src tests tools benchmarks) -name __pycache__ -type d -prune -exec rm -rf {} +
