import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('workplans', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='deadline',
            name='set_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='recorded'),
        ),
        migrations.AlterField(
            model_name='progressreport',
            name='reported_at',
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='reported'),
        ),
    ]
