"""What each of the cast meets at the addresses of surveys; read with ``tests.qmportal.access_table``."""

SURVEYS = """
surveys:index             GET   200 200 200 200 200 200 200  /en/surveys/
surveys:questionnaire     GET   200 200 200 200 200 200 200  /en/surveys/questionnaires/asked/1/
surveys:campaign          GET   404 200 200 200 200 404 404  /en/surveys/at/planned-records/
surveys:campaign          GET   404 404 404 404 200 404 404  /en/surveys/at/planned-elsewhere/
surveys:campaign          GET   200 200 200 200 200 200 200  /en/surveys/at/running/
surveys:paper             GET   302 200 200 200 403 403 403  /en/surveys/at/running/paper/
surveys:paper             POST  302 302 302 302 403 403 403  /en/surveys/at/running/paper/
surveys:paper-lot         GET   302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/
surveys:lot-step          POST  302 302 302 302 403 403 403  /en/surveys/at/running/paper/1/steps/draw/
surveys:lot-step          POST  302 404 404 404 403 403 403  /en/surveys/at/running/paper/1/steps/burn/
surveys:add-slip          GET   302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/add/
surveys:key-again         GET   302 302 302 302 403 403 403  /en/surveys/at/running/paper/1/again/
surveys:edit-slip         GET   302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/1/
surveys:settle-slip       GET   302 404 404 404 403 403 403  /en/surveys/at/running/paper/1/1/compare/
surveys:add-slip          POST  302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/add/
surveys:key-again         POST  302 302 302 302 403 403 403  /en/surveys/at/running/paper/1/again/
surveys:edit-slip         POST  302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/1/
surveys:settle-slip       POST  302 404 404 404 403 403 403  /en/surveys/at/running/paper/1/1/compare/
surveys:remove-slip       GET   302 200 200 200 403 403 403  /en/surveys/at/running/paper/1/1/remove/
surveys:remove-slip       POST  302 302 302 302 403 403 403  /en/surveys/at/running/paper/1/1/remove/
surveys:open-data         GET   200 200 200 200 200 200 200  /en/surveys/open-data/
surveys:open-release      GET   200 200 200 200 200 200 200  /en/surveys/open-data/public/1.json
surveys:open-release      GET   404 404 404 404 404 404 404  /en/surveys/open-data/released/1.csv
surveys:exports           GET   302 200 200 200 403 403 403  /en/surveys/at/released/exports/
surveys:export            GET   302 200 200 200 403 403 403  /en/surveys/at/released/exports/answers.csv
surveys:export            GET   302 404 404 404 403 403 403  /en/surveys/at/running/exports/answers.csv
surveys:questionnaire     GET   404 200 200 200 200 200 200  /en/surveys/questionnaires/asked/2/
surveys:release           GET   302 403 403 200 403 403 403  /en/surveys/at/released/release/
surveys:release           POST  302 403 403 409 403 403 403  /en/surveys/at/released/release/
surveys:release-act       POST  302 403 403 302 403 403 403  /en/surveys/at/released/release/1/unpublish/
surveys:release-act       POST  302 403 403 404 403 403 403  /en/surveys/at/released/release/1/burn/
surveys:compare-edition   GET   302 403 403 403 200 403 403  /en/surveys/editions/round/compare/
surveys:compare-edition   POST  302 403 403 403 409 403 403  /en/surveys/editions/round/compare/
surveys:results           GET   404 200 200 200 404 404 404  /en/surveys/at/running/results/
surveys:report            GET   404 404 404 404 404 404 404  /en/surveys/at/running/results/report.pdf
surveys:answer            GET   200 200 200 200 200 200 200  /en/answer/running/
surveys:answer            POST  400 400 400 400 400 400 400  /en/answer/running/
surveys:answer            GET   404 404 404 404 404 404 404  /en/answer/planned-records/
surveys:answer            POST  404 404 404 404 404 404 404  /en/answer/planned-records/
surveys:answer-thanks     GET   200 200 200 200 200 200 200  /en/answer/running/thanks/
answer-link               GET   307 307 307 307 307 307 307  /a/running
surveys:held              GET   302 403 403 200 403 403 403  /en/surveys/at/running/held/
surveys:held              POST  302 403 403 404 403 403 403  /en/surveys/at/running/held/
"""
