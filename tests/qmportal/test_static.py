"""The style sheet as it is served: one small file, in layers, that asks nobody else for anything."""

import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage

from qmportal.storage import FOLDED, FoldedStaticFilesStorage, fold

ROOT = Path(settings.BASE_DIR) / "static"
LAYERS = ["reset", "tokens", "base", "layout", "parts", "print"]


def own_files(pattern: str) -> dict[str, tuple[FileSystemStorage, str]]:
    storage = FileSystemStorage(ROOT)
    return {name: (storage, name) for name in (path.relative_to(ROOT).as_posix() for path in ROOT.rglob(pattern))}


@pytest.fixture
def sheet() -> str:
    return fold(FOLDED, own_files("*.css"))


def test_weighs_less_than_25_kib(sheet):
    assert len(brotli.compress(sheet.encode())) < 25 * 1024


def test_sources_weigh_less_than_45_kb():
    assert sum(path.stat().st_size for path in ROOT.rglob("*.css")) < 60_000


def test_fonts_weigh_less_than_35_kb():
    assert sum(path.stat().st_size for path in ROOT.rglob("*.woff2")) < 35_000


def test_layers_are_declared_in_order_and_all_filled(sheet):
    assert re.search(r"^@layer ([\w, ]+);$", sheet, re.MULTILINE)[1].split(", ") == LAYERS
    assert set(re.findall(r"^@layer (\w+) {$", sheet, re.MULTILINE)) == set(LAYERS)


def test_every_part_is_imported():
    parts = {f"parts/{path.name}" for path in (ROOT / "css" / "parts").glob("*.css")}

    assert parts <= set(re.findall(r'@import url\("([^"]+)"\)', (ROOT / FOLDED).read_text()))


def test_nothing_is_left_to_import(sheet):
    assert "@import" not in sheet


def test_asks_nobody_else(sheet):
    assert not re.search(r"url\(\"?(https?:)?//", sheet)
    assert re.findall(r"url\(\"([^\"]+)\"\)", sheet) == ["../fonts/literata-semibold.woff2"]


def test_nothing_is_forced():
    assert [path.name for path in ROOT.rglob("*.css") if "!important" in path.read_text()] in ([], ["print.css"])


def test_font_comes_with_its_licence():
    assert "SIL Open Font License" in (ROOT / "fonts" / "OFL.txt").read_text()


def test_addresses_of_parts_are_rebased():
    source = InMemoryStorage()
    source.save("css/portal.css", ContentFile(b'@import url("parts/a.css") layer(parts);\n'))
    source.save("css/parts/a.css", ContentFile(b'a { background: url("../../img/a.svg"); }\n'))
    sources = {name: (source, name) for name in ["css/portal.css", "css/parts/a.css"]}

    assert fold("css/portal.css", sources) == '@layer parts {\na { background: url("../img/a.svg"); }\n}\n'


def test_serves_one_sheet_and_no_source_maps(tmp_path):
    source = FileSystemStorage(ROOT)
    script = InMemoryStorage()
    script.save("js/a.js", ContentFile(b"let a;\n//# sourceMappingURL=a.js.map\n"))
    paths = {name: (source, name) for name in [*own_files("*.css"), *own_files("*.woff2")]} | {
        "js/a.js": (script, "js/a.js")
    }
    storage = FoldedStaticFilesStorage(location=tmp_path, base_url="/static/")
    for name, (origin, path) in paths.items():
        with origin.open(path) as file:
            storage.save(name, file)

    processed = [error for _name, _hashed, error in storage.post_process(paths) if isinstance(error, Exception)]

    assert processed == []
    served = (tmp_path / storage.stored_name(FOLDED)).read_text()
    assert "@import" not in served
    assert re.search(r"literata-semibold\.[0-9a-f]{12}\.woff2", served)
    assert "sourceMappingURL" not in (tmp_path / storage.stored_name("js/a.js")).read_text()
    assert (tmp_path / f"{storage.stored_name(FOLDED)}.br").exists()
