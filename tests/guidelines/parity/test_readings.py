"""The same thing written in two languages' ways, and the nearest wrong thing."""

from __future__ import annotations

import pytest

from guidelines.results.parity import compare

SAME = [
    "en-bs: From 1 January to 31 March 2020, 1,500 forms. = Od 1. januara do 31. marta 2020. 1.500 obrazaca.",
    "en-bs: about 1.5 hours = oko sat i po",
    "en-bs: two and a half days = dva i po dana",
    "en-sv: one and a half years = ett och ett halvt år",
    "en-sv: half a year = ett halvår",
    "en-bs: every six months = svakih šest mjeseci",
    "en-sv: twice a year = två gånger om året",
    "en-bs: a fortnight = dvije sedmice",
    "en-sv: a dozen letters = tolv brev",
    "en-bs: in the 21st century = u dvadeset prvom vijeku",
    "en-sv: in the twenty-first century = under tjugoförsta århundradet",
    "en-sv: 1st, 2nd and 3rd place = 1:a, 2:a och 3:e plats",
    "en-bs: on 5 and 6 November 2017 = 5. i 6. 11. 2017.",
    "en-sv: 5–6 November 2017 = 5.–6.11.2017",
    "en-sv: 5 and 6 Nov. 2017 = 5.11. och 6.11.2017",
    "en-bs: 05/11/2017 = 5. 11. 2017.",
    "en-bs: 11/25/2017 = 25. 11. 2017.",
    "en-bs: November 5th, 2017 = 5. novembra 2017. godine",
    "en-sv: the fifth of November = den femte november",
    "bs-sv: 31. 12. 2020. = 2020-12-31",
    "en-bs: on 5 November we met = 5.11. smo se sastali",
    "bs-en: Vidjeti 9.1. = See 9.1.",
    "bs-en: do koraka 3. 5. marta 2017. počinje obuka = up to step 3. On 5 March 2017 the training begins",
    "en-bs: 2017/2018 = 2017/18.",
    "en-sv: 2017–2018 = 2017–18",
    "en-bs: Jan–Mar 2020 = januar–mart 2020.",
    "en-sv: Since March 2019 = Sedan mars 2019",
    "en-bs: We march on. May we ask? = Marširamo dalje. Smijemo li pitati?",
    "en-bs: at 2:30 pm = u 14.30",
    "en-bs: at 2 p.m. = u 14 sati",
    "en-sv: 9 a.m. to 5 p.m. = kl. 9–17",
    "en-bs: 10,000 users = 10000 korisnika",
    "en-sv: 12,345.67 = 12.345,67",
    "en-sv: 1,234,567.89 = 1 234 567,89",
    "en-bs: items 1,2,3 = tačke 1,2,3",
    "en-bs: version 1.2,5 = verzija 1.2,5",
    "en-bs: version 1,2.5 = verzija 1,2.5",
    "en-bs: in 2017 120 people = u 2017 120 ljudi",
    "en-bs: EUR 1.2 billion = 1,2 milijarde eura",
    "en-bs: €500 and 20 € = 500 € i 20 EUR",
    "en-sv: two thousand, fifteen hundred = 2 000, 1 500",
    "en-sv: one hundred and twenty-five = hundratjugofem",
    "en-sv: nine thousand = niotusen",
    "en-bs: one hundred and twenty-five = stotinu dvadeset pet",
    "en-bs: three hundred = tri stotine",
    "en-bs: one million = milion",
    "en-bs: Article 5(2) = član 5. stav 2.",
    "en-sv: Article 5, paragraph 2 = artikel 5.2",
    "en-sv: section 5 = 5 §",
    "en-sv: sub-clause 8.5.1 = 8.5.1",
    "en-bs: Chapter IV = četvrto poglavlje",
    "en-bs: clause IIX = tačka IIX",
    "en-sv: EN 301 549 = SS-EN 301549",
    "en-sv: DIN 5008 = DIN 5008",
    "en-bs: the 2020 edition of CAF = CAF 2020",
    "en-bs: the second edition and another phase = drugo izdanje i druga faza",
    "en-bs: both parties = dvije strane",
    "en-sv: third parties = utomstående",
    "en-sv: a second of the other members = en annan av de andra medlemmarna",
    "en-sv: ten-year anniversary = tioårsjubileum",
    "en-bs: five-year plan = petogodišnji plan",
    "en-sv: a three-day training = en tredagarsutbildning",
    "en-bs: Q4 2017 = IV kvartal 2017.",
    "en-bs: ½ day = pola dana",
    "en-bs: 1/2 day = pola dana",
    "en-sv: 3/4 = tre fjärdedelar",
    "en-sv: three quarters = tre kvartal",
    "en-bs: half of them = 50 % njih",
    "en-bs: No. 5/17/2 = br. 5/17/2",
    "en-bs: KM500 = 500 KM",
    "en-bs: 12 working days = 12 radnih dana",
    "en-sv: within 5 kilometres, 5 km = inom 5 kilometer, 5 km",
    "en-sv: a&nbsp;5 and 100%. = a 5 och 100 %.",
    "en-bs: [Law](https://a.example/en/law) = [Zakon](https://a.example/bs/zakon)",
    "en-sv: https://en.wiki.example/wiki/Law = https://sv.wiki.example/wiki/Lag",
    "en-bs: The 12th session was held. = 12. sjednica je održana.",
    "en-bs: 1.5 200 = 1,5 200",
    "en-bs: a million thousand = milion hiljada",
    "en-bs: the two million third user = dva miliona, treći korisnik",
    "en-bs: VAT and HR matters = PDV i kadrovski poslovi",
]
OTHER = [
    ("en-bs: 25% = 25", "percentage"),
    ("en-bs: 3 copies = 4 primjerka", "number"),
    ("en-bs: 6 November 2017 = 11. 6. 2017.", "date"),
    ("en-bs: 12,345 = 12,345", "number"),
    ("en-bs: first edition = drugo izdanje", "number"),
    ("en-bs: second quarter = treći kvartal", "date"),
    ("en-bs: 10 days = 10 mjeseci", "number"),
    ("en-bs: at 14:30 = u 15:30", "date"),
    ("en-bs: FMC = FQM", "abbreviation"),
    ("en-sv: Q3 = Q4", "number"),
    ("en-bs: It was of help. = Pomogao je GIZ.", "abbreviation"),
    (f"en-bs: {'7' * 5000} = {'8' * 5000}", "number"),
    ("en-sv: a hundred and five = hundrasex", "number"),
]


def found(line):
    languages, _colon, texts = line.partition(": ")
    source_language, target_language = languages.split("-")
    source, target = texts.split(" = ")
    findings = compare(source, target, source_language=source_language, target_language=target_language)
    return [(str(finding.kind), str(finding.message)) for finding in findings]


@pytest.mark.parametrize("line", SAME)
def test_the_same(line):
    assert found(line) == []


@pytest.mark.parametrize(("line", "kind"), OTHER, ids=lambda value: value[:30])
def test_another(line, kind):
    assert [name for name, _message in found(line)] == [kind]
