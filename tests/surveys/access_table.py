"""What each of the cast meets at the addresses of surveys; read with ``tests.qmportal.access_table``."""

SURVEYS = """
surveys:index             GET   200 200 200 200 200 200 200  /en/surveys/
surveys:questionnaire     GET   200 200 200 200 200 200 200  /en/surveys/questionnaires/asked/1/
surveys:campaign          GET   404 200 200 200 200 404 404  /en/surveys/at/planned-records/
surveys:campaign          GET   404 404 404 404 200 404 404  /en/surveys/at/planned-elsewhere/
surveys:campaign          GET   200 200 200 200 200 200 200  /en/surveys/at/running/
surveys:questionnaire     GET   404 200 200 200 200 200 200  /en/surveys/questionnaires/asked/2/
surveys:results           GET   404 200 200 200 404 404 404  /en/surveys/at/running/results/
surveys:report            GET   404 404 404 404 404 404 404  /en/surveys/at/running/results/report.pdf
surveys:answer            GET   200 200 200 200 200 200 200  /en/answer/running/
surveys:answer            POST  400 400 400 400 400 400 400  /en/answer/running/
surveys:answer            GET   404 404 404 404 404 404 404  /en/answer/planned-records/
surveys:answer            POST  404 404 404 404 404 404 404  /en/answer/planned-records/
surveys:answer-thanks     GET   200 200 200 200 200 200 200  /en/answer/running/thanks/
answer-link               GET   307 307 307 307 307 307 307  /a/running
"""
