"""fazhi-lint: checks 法治政府建设年度报告 against rules written in YAML."""

__version__ = "0.1.0"
