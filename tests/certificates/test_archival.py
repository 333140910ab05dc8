"""Papers are PDF/A-3b: veraPDF finds nothing in any of them, and the broken clause in each broken on purpose."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from msgspec import structs
from pikepdf import Dictionary, Name

from competition.certificates.archival import Attachment
from competition.certificates.keys import DocumentKey, open_document_key
from competition.certificates.rendering import print_file
from competition.certificates.signing import PaperSigner
from competition.certificates.template import KINDS, LANGUAGES, Kind, builtin
from competition.settings import SigningSettings

from .authorities import Authority, serving
from .facts import FACTS, photo
from .kinds import NAMES, a_seal, many_marks, of_kind
from .verapdf import broken_clauses

CREDENTIAL = Attachment("credential.json", "application/json", b'{"a": 1}', "the credential")
SOUND = [f"{kind}-{language}" for kind in KINDS for language in LANGUAGES]
SOUND += ["time-stamped", "long-term", "sample", "without-photo", "rare-names", "for-print", "many-pages"]
PLAIN = "transcript-zh"
"""The paper that the broken ones were before."""


def _no_font_file(root: Any) -> None:
    for font in root.Pages.Kids[0].Resources.Font.values():
        del font.FontDescriptor["/FontFile2"]


def _no_part(root: Any) -> None:
    said = root.Metadata.read_bytes().replace(b"<pdfaid:part>3</pdfaid:part>", b"")
    root.Metadata.write(said, filter=None)


def _in_other_inks(root: Any) -> None:
    page = root.Pages.Kids[0]
    page.Contents.write(page.Contents.read_bytes() + b"\n0 1 0 0 k 0 0 9 9 re f")


def _another_permission(root: Any) -> None:
    root.Perms["/Other"] = root.Perms.DocMDP


def _hidden(root: Any) -> None:
    root.AcroForm.Fields[0].F = 2


def _acts_by_itself(root: Any) -> None:
    root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


BROKEN: dict[str, tuple[Callable[[Any], None], set[str]]] = {
    "font-not-embedded": (_no_font_file, {"6.2.11.4.1-1"}),
    "part-unsaid": (_no_part, {"6.6.4-2"}),
    "no-metadata": (lambda root: root.__delitem__("/Metadata"), {"6.6.2.1-1"}),
    "no-intent": (lambda root: root.__delitem__("/OutputIntents"), {"6.2.4.3-2", "6.2.10-2"}),
    "colour-without-intent": (_in_other_inks, {"6.2.4.3-3"}),
    "unrelated-attachment": (lambda root: root.AF[0].__delitem__("/AFRelationship"), {"6.8-3"}),
    "untyped-attachment": (lambda root: root.AF[0].EF.F.__delitem__("/Subtype"), {"6.8-1"}),
    "attachment-of-nothing": (lambda root: root.__delitem__("/AF"), {"6.8-4"}),
    "other-permissions": (_another_permission, {"6.1.12-1"}),
    "hidden-field": (_hidden, {"6.3.2-2"}),
    "form-needs-drawing": (lambda root: root.AcroForm.update({"/NeedAppearances": True}), {"6.4.1-3"}),
    "acts": (_acts_by_itself, {"6.5.1-1"}),
}


def changed(paper: bytes, change: Callable[[Any], None]) -> bytes:
    out = BytesIO()
    with pikepdf.open(BytesIO(paper)) as document:
        change(document.Root)
        document.save(out, object_stream_mode=pikepdf.ObjectStreamMode.preserve)
    return out.getvalue()


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Signed, with photo, see-through seal and attached credential, but for those whose name says something else.

    Transcripts where the kind makes no difference: their border has a tenth of the strokes to be looked at.
    """
    signer = PaperSigner(open_document_key(SigningSettings(), tmp_path_factory.mktemp("keys")))

    def facts(kind: Kind, **changes: object) -> Any:
        template = builtin(kind)
        assert template.seal
        sealed = structs.replace(template, seal=structs.replace(template.seal, image="0" * 64))
        return of_kind(kind, **{"template": sealed, "seal": a_seal(), "photo": photo(), **changes})

    made = {
        f"{kind}-{language}": signer.paper(facts(kind, language=language), CREDENTIAL)
        for kind in KINDS
        for language in LANGUAGES
    }
    made["sample"] = signer.paper(facts("transcript", sample=True, development=True), CREDENTIAL)
    made["many-pages"] = signer.paper(facts("transcript", marks=many_marks(250)), CREDENTIAL)
    made["without-photo"] = signer.paper(FACTS)
    people = [facts("transcript", holder_name=name, holder_name_romanised=latin) for name, latin in NAMES.items()]
    made["rare-names"] = print_file(people)
    made["for-print"] = print_file([facts(kind) for kind in KINDS])
    with serving(Authority()) as authority:
        key = ec.generate_private_key(ec.SECP256R1())
        owned = DocumentKey(key, authority.issue("东海市职业技能评价中心", key.public_key()), (authority.certificate,))
        made["time-stamped"] = PaperSigner(owned, authority.url).paper(facts("transcript"), CREDENTIAL)
        made["long-term"] = PaperSigner(owned, authority.url, long_term=True).paper(facts("transcript"), CREDENTIAL)
    return made


@pytest.fixture(scope="module")
def said(papers: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """By veraPDF, of every paper, of those broken on purpose, and of one merely written anew."""
    broken = {name: changed(papers[PLAIN], change) for name, (change, _) in BROKEN.items()}
    broken["anew"] = changed(papers[PLAIN], lambda root: None)
    broken["stream-runs-on"] = papers[PLAIN].replace(b"\nendstream\n", b"endstream\n\n")
    broken["longer-than-signed"] = papers[PLAIN] + b"\n"
    return broken_clauses(papers | broken, tmp_path_factory.mktemp("papers"))


@pytest.mark.parametrize("name", SOUND)
def test_a_paper_breaks_no_clause(said: dict[str, set[str]], name: str) -> None:
    assert said[name] == set()


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_found_with_its_clause(said: dict[str, set[str]], name: str) -> None:
    assert said[name] - said["anew"] == BROKEN[name][1]


@pytest.mark.parametrize(
    "name, clause", [("anew", "6.4.3-1"), ("longer-than-signed", "6.1.3-3"), ("stream-runs-on", "6.1.7.1-2")]
)
def test_so_is_what_only_the_bytes_show(said: dict[str, set[str]], name: str, clause: str) -> None:
    assert clause in said[name]
