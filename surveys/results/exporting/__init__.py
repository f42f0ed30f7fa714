"""What leaves the house of a released survey: answers of users as rows, figures of everybody, and what they mean.

Rows hold codes and released groups only: no words, no order, no time, and no background answer as it was given. A
group stands in a row only where every combination of the groups shown has at least as many people as the survey
promises for a part of its results; otherwise the whole column is empty, because single empty cells could be found by
subtracting what is shown from what was released.
"""
