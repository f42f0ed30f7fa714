"""Write down what earlier releases knew without a row of its own: since when, and steps that were no reports."""

from django.db import migrations

ADDED_ON = """
UPDATE workplans_activity a
   SET added_on = f.first_on
  FROM (SELECT a.id, LEAST(
               (SELECT min(d.set_at AT TIME ZONE 'Europe/Sarajevo')::date FROM workplans_deadline d WHERE d.activity_id = a.id),
               (SELECT min(r.reported_at AT TIME ZONE 'Europe/Sarajevo')::date FROM workplans_progressreport r WHERE r.activity_id = a.id),
               (SELECT min(b.valid_from) FROM workplans_activitybody b WHERE b.activity_id = a.id)) AS first_on
          FROM workplans_activity a) f
 WHERE f.id = a.id AND f.first_on IS NOT NULL
"""

REVIEW_ON = "UPDATE workplans_activity SET review_on = current_date WHERE state = 'on_hold' AND review_on IS NULL"

STEPS = """
INSERT INTO workplans_statechange
       (activity_id, from_state, to_state, reason, language, decision, review_on, slip_days, changed_by_id, changed_at)
SELECT a.id, coalesce(r.status, 'planned'), a.state, '', '', '',
       CASE WHEN a.state = 'on_hold' THEN a.review_on END,
       CASE WHEN a.state = 'confirmed' THEN a.last_report_on - a.baseline_due_on END,
       NULL,
       coalesce((SELECT min(e.pgh_created_at) FROM workplans_activityevent e
                  WHERE e.pgh_obj_id = a.id AND e.state = a.state), now())
  FROM workplans_activity a
  LEFT JOIN workplans_progressreport r ON r.activity_id = a.id AND r.version = a.version
 WHERE a.state NOT IN ('proposed', coalesce(r.status, 'planned'))
   AND NOT EXISTS (SELECT FROM workplans_statechange s WHERE s.activity_id = a.id)
"""


class Migration(migrations.Migration):
    dependencies = [("workplans", "0002_life_of_the_plan")]

    operations = [migrations.RunSQL(query, migrations.RunSQL.noop) for query in (ADDED_ON, REVIEW_ON, STEPS)]
