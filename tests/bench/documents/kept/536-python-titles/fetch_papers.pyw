"""Fetch PDFs of the papers that we compare with."""
import time

TITLES = [
    "A Simple Parallel Implementation of Interaction Nets in Haskell",
    "Potts model, parametric maxflow and k-submodular functions",
    # too old: "A feature construction framework based on outlier detection and discriminative pattern mining",
    'qoe optimization of video multicast with heterogeneous channels and playback requirements',
]

BASELINES = {
    "ours": "ours",
    "Ramachandran2009": "Enhanced Trustworthy and High-Quality Information Retrieval System for Web Search Engines",
    "arxiv": "1301.6681",  # Reasoning With Conditional Ceteris Paribus Preference Statem
}

def main(pause=1.5):
    for title in TITLES:
        print("searching for", title)
        time.sleep(pause)

if __name__ == "__main__":
    main()
