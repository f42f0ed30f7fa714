"""How much work a page is: queries, and speed against a bare view through the same server in the same run."""
