"""Makes Django ready in the process from which workers are forked; imported there before anything else."""

import django

django.setup()
