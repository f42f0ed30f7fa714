"""How words are found: a configuration for each language, and the functions that every searched table is read with."""

from django.db import migrations

STEMMERS = {"en": "english", "bs": "serbian", "sv": "swedish"}  # the Serbian one reads Bosnian, both spellings
KINDS = "asciiword, asciihword, hword_asciipart, word, hword, hword_part"

CONFIGURATION = """
CREATE TEXT SEARCH CONFIGURATION qm_{language} (COPY = {stemmer});
ALTER TEXT SEARCH CONFIGURATION qm_{language} ALTER MAPPING FOR {kinds} WITH unaccent, {stemmer}_stem;
"""

# Their bodies are read once, here: they find the configurations wherever a backup is restored.
FUNCTIONS = """
CREATE FUNCTION qm_configuration(language text) RETURNS regconfig
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE language
    WHEN 'bs' THEN 'qm_bs'::regconfig WHEN 'sv' THEN 'qm_sv'::regconfig ELSE 'qm_en'::regconfig
END;

-- Markdown without its signs; every pattern ends soon, whatever stands there
CREATE FUNCTION qm_plain(markdown text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN regexp_replace(regexp_replace(regexp_replace(
    left(coalesce(markdown, ''), 100000),
    '!?\\[([^][\\n]*)\\]\\([^()\\n]*\\)', '\\1', 'g'),
    '\\[\\[#[^][\\n]*\\]\\]|\\[\\^[^][\\n]*\\]:?', ' ', 'g'),
    '^[#>]+ ?|[*`|~\\\\]+|:?-{2,}:?', ' ', 'gn');

-- đ is written dj where there is no đ, and d in haste: all three are one letter here
CREATE FUNCTION qm_folded(language text, words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN CASE language
    WHEN 'bs' THEN replace(translate(lower(words), 'đ', 'd'), 'dj', 'd') ELSE words
END;

-- what a text is found by: words of the title count more
CREATE FUNCTION qm_vector(language text, title text, body text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    setweight(to_tsvector(qm_configuration(language), qm_folded(language, coalesce(title, ''))), 'A')
    || setweight(to_tsvector(qm_configuration(language), qm_folded(language, qm_plain(body))), 'B');

-- what people type: words, "whole passages", -without
CREATE FUNCTION qm_query(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    websearch_to_tsquery(qm_configuration(language), qm_folded(language, words));

-- the words of it to mark in a text as it stands, where đ and dj are still themselves
CREATE FUNCTION qm_marked(language text, words text) RETURNS tsquery
LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN
    websearch_to_tsquery(qm_configuration(language), words)
    || websearch_to_tsquery(qm_configuration(language), qm_folded(language, words));
"""

GONE = """
DROP FUNCTION qm_marked(text, text);
DROP FUNCTION qm_query(text, text);
DROP FUNCTION qm_vector(text, text, text);
DROP FUNCTION qm_folded(text, text);
DROP FUNCTION qm_plain(text);
DROP FUNCTION qm_configuration(text);
"""

# Columns that only the database knows: pages read these tables without them, and so does the audit trail.
VECTOR = """
ALTER TABLE {table} ADD COLUMN search_{language} tsvector
    GENERATED ALWAYS AS (qm_vector('{language}', {title}, {body})) STORED;
CREATE INDEX {table}_search_{language} ON {table} USING gin (search_{language});
"""


def vector(table: str, language: str, title: str, body: str) -> migrations.RunSQL:
    words = {"table": table, "language": language, "title": f"{title}_{language}", "body": body.format(language)}
    return migrations.RunSQL(VECTOR.format(**words), f"ALTER TABLE {table} DROP COLUMN search_{language}")


class Migration(migrations.Migration):
    dependencies = [("institutions", "0005_news_and_wordings")]

    operations = [
        *(
            migrations.RunSQL(
                CONFIGURATION.format(language=language, stemmer=stemmer, kinds=KINDS),
                f"DROP TEXT SEARCH CONFIGURATION qm_{language}",
            )
            for language, stemmer in STEMMERS.items()
        ),
        migrations.RunSQL(FUNCTIONS, GONE),
        *(
            vector(table, language, "title", body)
            for table, body in {
                "institutions_page": "coalesce(lead_{0}, '') || E'\\n' || coalesce(body_{0}, '')",
                "institutions_news": "body_{0}",
            }.items()
            for language in STEMMERS
        ),
    ]
