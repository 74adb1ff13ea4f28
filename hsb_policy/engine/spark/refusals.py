"""Floor 3, Spark: what an audit on Spark cannot do, and how Spark fails, as messages."""

from hsb_policy.diagnostics.model import Diagnostic, Diagnostics
from hsb_policy.engine.errors import AuditError


def not_on_spark(what: str, *cures: str) -> AuditError:
    """Something that an audit on Spark cannot do."""
    return _fault("HSB-X917", f"an audit on Spark cannot {what}", *cures)


def spark_failed(kind: str) -> AuditError:
    """Spark could not be started, or not finish its work. The kind of its fault is told alone: its words might have something of a case."""
    message = f"Spark did not finish its work ({kind}); nothing of the audit is written"
    cure = "look whether the cluster answers, and whether its machines can read the tables"
    other = 'and whether `pip install "hsb-policy[audit,spark]"` was done on each, in this version'
    return _fault("HSB-X918", message, cure, other)


def spark_lacking(what: str, cure: str) -> AuditError:
    """What audits on Spark need is not installed."""
    return _fault("HSB-X919", f"an audit on Spark needs {what}, which is not installed", cure)


def extra_lacking() -> AuditError:
    """Spark itself, for Python, is not installed."""
    return spark_lacking("what comes with the extra `spark`", 'install it: `pip install "hsb-policy[audit,spark]"`')


def _fault(code: str, message: str, *cures: str) -> AuditError:
    return AuditError(Diagnostics((Diagnostic(code=code, message=message, help=cures),)))
