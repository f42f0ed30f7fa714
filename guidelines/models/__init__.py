"""What the group recommends: guidelines, their editions, clause by clause, and who applies them."""

from guidelines.models.adoptions import Adoption
from guidelines.models.clauses import Clause
from guidelines.models.editions import Edition, Guideline

__all__ = ["Adoption", "Clause", "Edition", "Guideline"]
