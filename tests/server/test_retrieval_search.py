"""Search over real files in a real database."""

from __future__ import annotations

import pytest
from sqlalchemy import create_mock_engine

from tests.server.filing_fixture import database, filing, indexed, store_of, upload
from tui_threads.server.filing import Filing
from tui_threads.server.problems import ApiProblem
from tui_threads.server.retrieval import by_text_search
from tui_threads.server.tables_files import chunks
from tui_threads.server.vector_store_files import NewStoreFile
from tui_threads.wire.params_vector_stores import ComparisonFilter, CompoundFilter

__all__ = ["database", "filing"]

REFUNDS = "Refunds are paid within 14 days after the goods came back to us."
SHIPPING = "Shipping takes three days in Europe and a week elsewhere."
SECURITY = "Passwords are hashed. Nobody of our staff can read them."


async def test_the_file_that_answers_comes_first(filing: Filing) -> None:
    store = await store_of(filing, SHIPPING, REFUNDS, SECURITY)
    results = await filing.retrieval.search([store.id], "When will I get my refund?")
    assert results[0].text == REFUNDS
    assert results[0].file_name == "1.txt"
    assert all(0 <= result.score <= 1 for result in results)
    assert results == sorted(results, key=lambda result: -result.score)


async def test_a_store_of_a_single_text_gives_it_a_sensible_score(filing: Filing) -> None:
    store = await store_of(filing, REFUNDS)
    (result,) = await filing.retrieval.search([store.id], "refunds for goods")
    assert result.score > 0.5
    assert await filing.retrieval.search([store.id], "quantum chromodynamics") == []


async def test_results_below_the_threshold_and_beyond_the_number_are_left_out(filing: Filing) -> None:
    store = await store_of(filing, SHIPPING, REFUNDS, SECURITY)
    everything = await filing.retrieval.search([store.id], "refunds days passwords")
    assert len(everything) == 3
    assert len(await filing.retrieval.search([store.id], "refunds days passwords", 2)) == 2
    best = everything[0].score
    assert await filing.retrieval.search([store.id], "refunds days passwords", 20, best) == everything[:1]


async def test_one_store_does_not_show_what_another_holds(filing: Filing) -> None:
    first, second = await store_of(filing, REFUNDS), await store_of(filing, SHIPPING)
    assert await filing.retrieval.search([first.id], "shipping") == []
    assert len(await filing.retrieval.search([first.id, second.id], "shipping refunds")) == 2


async def test_what_was_removed_is_not_found_any_more(filing: Filing) -> None:
    store = await store_of(filing, REFUNDS)
    (result,) = await filing.retrieval.search([store.id], "refunds")
    await filing.files.delete(result.file_id)
    assert await filing.retrieval.search([store.id], "refunds") == []
    await filing.vector_stores.delete(store.id)
    assert await filing.retrieval.search([store.id, "vs_unknown"], "refunds") == []


@pytest.mark.parametrize(
    "query", ['"', "a AND (", "words : x", "", "***", "NEAR(a b)", "\x00", "' OR 1=1 --"]
)
async def test_a_query_is_text_and_no_language(filing: Filing, query: str) -> None:
    store = await store_of(filing, REFUNDS)
    assert await filing.retrieval.search([store.id], query) == []
    assert len(await filing.retrieval.search([store.id], f"{query} refunds")) == 1


async def test_a_long_text_is_found_by_the_piece_that_answers(filing: Filing) -> None:
    filler = "Nothing of any interest is written in this sentence. " * 400
    store = await store_of(filing, f"{filler}\n\nThe treasure lies under the old oak.\n\n{filler}")
    best = (await filing.retrieval.search([store.id], "where is the treasure"))[0]
    assert "under the old oak" in best.text
    assert len(best.text) < 5000


async def test_filters_choose_files_by_their_attributes(filing: Filing) -> None:
    ids = [await upload(filing, REFUNDS) for _ in range(3)]
    attributes: list[dict[str, str | float | bool]] = [
        {"year": 2023.0, "lang": "en"},
        {"year": 2024.0, "lang": "de"},
        {},
    ]
    store = await filing.vector_stores.create(
        [NewStoreFile(file_id, None, given) for file_id, given in zip(ids, attributes, strict=True)]
    )
    await indexed(filing, store.id)

    async def found(asked: ComparisonFilter | CompoundFilter) -> set[str]:
        results = await filing.retrieval.search([store.id], "refunds", filters=asked)
        return {result.file_id for result in results}

    newer = ComparisonFilter(type="gte", key="year", value=2024.0)
    english = ComparisonFilter(type="eq", key="lang", value="en")
    assert await found(newer) == {ids[1]}
    assert await found(CompoundFilter(type="or", filters=[newer, english])) == {ids[0], ids[1]}
    assert await found(CompoundFilter(type="and", filters=[newer, english])) == set()
    assert await found(ComparisonFilter(type="ne", key="lang", value="en")) == {ids[1], ids[2]}
    assert await found(ComparisonFilter(type="in", key="lang", value=["de", "fr"])) == {ids[1]}
    assert await found(ComparisonFilter(type="lt", key="lang", value=3.0)) == set()
    with pytest.raises(ApiProblem, match="expected an array"):
        await found(ComparisonFilter(type="in", key="lang", value="de"))


def test_postgresql_is_asked_by_its_own_text_search_and_has_the_index_for_it() -> None:
    created: list[str] = []
    nowhere = create_mock_engine("postgresql://", lambda made, *_: created.append(str(made)))
    statement = by_text_search(chunks.select(), ["refund", "day"]).compile(
        dialect=nowhere.dialect, compile_kwargs={"literal_binds": True}
    )
    searched = "to_tsvector('simple', {}words)"
    assert searched.format("vector_store_chunks.") + " @@ to_tsquery('simple', 'refund | day')" in str(
        statement
    )
    chunks.create(nowhere, checkfirst=False)
    assert any(searched.format("") in made for made in created)
