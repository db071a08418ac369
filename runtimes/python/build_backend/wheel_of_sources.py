"""
Builds this package with nothing but Python itself, so that `pip install` needs no network: the hooks of PEP 517, and of
PEP 660 for an editable install.
"""

import base64
import hashlib
import os
import re
import tarfile
import zipfile

_root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
_wheel_text = "Wheel-Version: 1.0\nGenerator: wheel_of_sources\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
# The earliest moment a zip file can name, so that the same sources give the same bytes.
_moment = (1980, 1, 1, 0, 0, 0)


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    return _write_wheel(wheel_directory, _sources())


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    path = os.path.join(_root, "src") + "\n"
    return _write_wheel(wheel_directory, [("cronium.pth", path.encode("utf-8"))])


def build_sdist(sdist_directory, config_settings=None):
    stem = "cronium-" + _field("version")
    name = stem + ".tar.gz"
    with tarfile.open(os.path.join(sdist_directory, name), "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for folder in ("pyproject.toml", "README.md", "build_backend", "src"):
            archive.add(os.path.join(_root, folder), stem + "/" + folder, filter=_without_caches)
        information = os.path.join(sdist_directory, "PKG-INFO")
        with open(information, "wb") as file:
            file.write(_metadata())
        archive.add(information, stem + "/PKG-INFO")
        os.remove(information)
    return name


def _sources():
    package = os.path.join(_root, "src", "cronium")
    for name in sorted(os.listdir(package)):
        if name.endswith(".py") or name == "py.typed":
            with open(os.path.join(package, name), "rb") as file:
                yield "cronium/" + name, file.read()


def _write_wheel(directory, files):
    stem = "cronium-" + _field("version")
    name = stem + "-py3-none-any.whl"
    information = stem + ".dist-info/"
    record = []
    with zipfile.ZipFile(os.path.join(directory, name), "w", zipfile.ZIP_DEFLATED) as archive:

        def add(path, content):
            entry = zipfile.ZipInfo(path, _moment)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode("ascii")
            record.append("{},sha256={},{}\n".format(path, digest, len(content)))

        for path, content in files:
            add(path, content)
        add(information + "METADATA", _metadata())
        add(information + "WHEEL", _wheel_text.encode("ascii"))
        record.append(information + "RECORD,,\n")
        archive.writestr(zipfile.ZipInfo(information + "RECORD", _moment), "".join(record))
    return name


def _metadata():
    with open(os.path.join(_root, "README.md"), "rb") as file:
        description = file.read()
    fields = "Metadata-Version: 2.1\nName: cronium\nVersion: {}\nSummary: {}\nRequires-Python: {}\n".format(
        _field("version"), _field("description"), _field("requires-python")
    )
    return fields.encode("utf-8") + b"Description-Content-Type: text/markdown\n\n" + description


def _field(name):
    """A line of pyproject.toml; Python has a reader of the format only since 3.11."""
    with open(os.path.join(_root, "pyproject.toml"), encoding="utf-8") as file:
        found = re.search(r'^{} = "([^"]*)"$'.format(re.escape(name)), file.read(), re.MULTILINE)
    if found is None:
        raise ValueError("pyproject.toml has no " + name)
    return found.group(1)


def _without_caches(entry):
    return None if "__pycache__" in entry.name else entry
