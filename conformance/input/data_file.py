"""The house's own data, in YAML files beside the code that reads them."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from conformance.model.errors import SuiteFault


def read_data_file(path: Path, kind: Any) -> Any:
    """What a file says, checked to be of that kind (a type, tuple[Symptom, ...] say).

    :raises SuiteFault: the file is wrong, in one line with its name, key and reason
    """
    try:
        return TypeAdapter(kind).validate_python(yaml.safe_load(path.read_text(encoding="utf-8")))
    except yaml.YAMLError as trouble:
        raise SuiteFault(f"{path.name}: not YAML: {' '.join(str(trouble).split())}") from None
    except ValidationError as trouble:
        first = trouble.errors()[0]
        raise SuiteFault(f"{path.name}: {'.'.join(str(part) for part in first['loc'])}: {first['msg']}") from None
