"""Facts about whether the server is ready, and its figures."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.keeping import START
from tests.support.serving import PAPERS, Site, serving


def test_before_the_first_run_the_server_lives_but_is_not_ready(tmp_path: Path) -> None:
    with serving(tmp_path) as site:
        assert site.get("/healthz")[0] == 200
        status, _, body = site.get("/readyz")
        assert status == 503
        assert "no run has ended well yet" in json.loads(body)["reasons"]
        assert site.get("/all.atom")[0] == 404
        assert site.get("/metrics")[0] == 200


def test_a_server_that_lost_its_files_says_so_until_they_are_back(site: Site, tmp_path: Path) -> None:
    def has_lost_them() -> bool:
        return "are gone" in json.loads(site.get("/readyz")[2])["reasons"][0]

    assert not has_lost_them()
    site.out.rename(tmp_path / "elsewhere")
    assert has_lost_them()
    (tmp_path / "elsewhere").rename(site.out)
    assert not has_lost_them()


def test_metrics_tell_of_runs_records_and_answers(site: Site) -> None:
    site.get("/all.atom")
    metrics = site.get("/metrics")[2].decode()
    assert 'paperwire_runs_total{command="run",status="ok"} 1.0' in metrics
    assert f"paperwire_records {len(PAPERS)}.0" in metrics
    assert f'paperwire_mentions{{outcome="found"}} {len(PAPERS)}.0' in metrics
    assert "paperwire_last_good_run_age_seconds " in metrics
    assert 'paperwire_http_responses_total{status="200"}' in metrics


def test_requests_are_told_by_source_status_and_time(tmp_path: Path) -> None:
    sources = [
        {"name": "lab", "feed": "https://lab.example/feed"},
        {"name": "own", "feed": "https://own.example/feed", "public": False},
    ]
    with serving(tmp_path, sources=sources) as site:
        run = site.store.runs.start("run", START)
        asked = {
            "own.example": {"statuses": {"200": 2}, "seconds": 1.0},
            "elsewhere.example": {"statuses": {"200": 1}, "seconds": 1.0},
            "api": {"statuses": {"200": 3, "503": 1}, "seconds": 2.5},
            "lab.example": {"statuses": {"304": 1}, "seconds": 0.5},
        }
        site.store.runs.finish(run, "open", {"requests": 4, "asked": asked}, (), START)
        older = site.store.runs.start("run", START)
        site.store.runs.finish(older, "failed", {"requests": 7}, (), START)
        metrics = site.get("/metrics")[2].decode()
    assert 'paperwire_requests_total{source="api",status="503"} 1.0' in metrics
    assert 'paperwire_requests_total{source="lab.example",status="304"} 1.0' in metrics
    assert 'paperwire_requests_total{source="elsewhere",status="200"} 3.0' in metrics
    assert "own.example" not in metrics
    assert 'paperwire_requests_total{source="unknown",status="unknown"} 7.0' in metrics
    assert 'paperwire_request_seconds_sum{source="api"} 2.5' in metrics
    assert 'paperwire_request_seconds_count{source="api"} 4.0' in metrics
    assert 'paperwire_runs_total{command="run",status="failed"} 1.0' in metrics
