"""The figures of a region as the course says them: 2013 values, ranks, gap, names, territory."""

from dataclasses import dataclass
from functools import cached_property

from . import data, facts, french, ranks


@dataclass(frozen=True)
class Regional:
    """The 17 territories of the brochure: values by region code, and the national share that compares.

    `shares` are percentages of all jobs, `jobs` numbers of jobs, both of 2013.
    """

    shares: dict[str, float]
    jobs: dict[str, int]
    national: float

    @property
    def count(self) -> int:
        """How many territories have a figure."""
        return len(self.shares)

    @cached_property
    def share_ranks(self) -> dict[str, int]:
        return ranks.ranks(self.shares)

    @cached_property
    def job_ranks(self) -> dict[str, int]:
        return ranks.ranks(self.jobs)

    def gap(self, code: str) -> float:
        """Share of the region minus the national share of all jobs, in points."""
        return ranks.gap(self.shares[code], self.national)

    def share_rank_words(self, code: str) -> str:
        """« 1re sur 17 », « 7e ex æquo sur 17 »."""
        return ranks.rank_words(self.share_ranks[code], self.count, len(ranks.tied(self.shares, code)))

    def job_rank_words(self, code: str) -> str:
        return ranks.rank_words(self.job_ranks[code], self.count, len(ranks.tied(self.jobs, code)))

    def by_share(self) -> list[str]:
        """Codes from the highest share to the lowest; equal shares in alphabetical order."""
        return sorted(self.shares, key=lambda code: (-self.shares[code], sort_key(name(code))))


def regional() -> Regional:
    """The figures of 2013, read from the tables."""
    rows = data.table("emploi_regional_2013")
    return Regional(
        shares={row["region"]: row["part"] for row in rows},
        jobs={row["region"]: row["emplois"] for row in rows},
        national=facts.number_of("part-emploi-total"),
    )


def alphabetical() -> list[data.Row]:
    """The 18 regions by name, as in a French dictionary."""
    return sorted(data.table("regions"), key=lambda row: sort_key(row["nom"]))


def name(code: str) -> str:
    return data.row("regions", code)["nom"]


def sort_key(text: str) -> str:
    """Accents and case do not count."""
    import unicodedata

    return unicodedata.normalize("NFD", text).encode("ascii", "ignore").decode().lower()


def percent(value: float) -> str:
    """14.3 → « 14,3 % »."""
    return french.with_unit(french.number(value), "%")


def in_words(code: str, values: Regional) -> str:
    """The share as whole jobs: « Sur 1 000 emplois en Bretagne, 143 sont dans l’ESS, contre 105… »."""
    own, national = (french.number(round(share * 10, 1)) for share in (values.shares[code], values.national))
    place = data.row("regions", code)["en_region"]
    compared = "comme" if values.gap(code) == 0 else f"contre {national}"
    return f"Sur {french.number(1000)} emplois {place}, {own} sont dans l’ESS, {compared} dans la France entière."
