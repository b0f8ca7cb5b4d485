#!/usr/bin/env bash
# The ActivationGenerator of SAELens 6.54.12, which makes features for toy models, does not reach what its
# arguments say. correlation_matrix is that of normal numbers, and a feature is active where its own is above
# a threshold: of two features with firing_probabilities of 0.01 and a correlation of 0.5, the
# activities have one of 0.13, and with -0.5 one of -0.01. Three features with 0.9, 0.9 and -0.5 get 0.6, 0.6
# and -0.3 even in the matrix, without a word. mean_firing_magnitudes=1 and std_firing_magnitudes=1
# are those before a ReLU, so that a probability of 0.1 becomes 0.084, and the mean 1.29.
# Needs python3 with pip, and the network for pip. Takes up to ten minutes and 2 GB.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m pip install --quiet --root-user-action ignore --target lib sae-lens==6.54.12 torch==2.13.0
PYTHONPATH=lib HF_HUB_OFFLINE=1 python3 - <<'EOF'
import torch
from sae_lens.synthetic import ActivationGenerator, create_correlation_matrix_from_correlations

COUNT = 1_000_000
torch.manual_seed(0)
failed = False
for probability, told, expected in (0.5, 0.5, 0.333), (0.01, 0.5, 0.129), (0.01, -0.5, -0.01):
    matrix = create_correlation_matrix_from_correlations(2, {(0, 1): told})
    active = ActivationGenerator(2, probability, correlation_matrix=matrix).sample(COUNT) > 0
    found = torch.corrcoef(active.T.float())[0, 1].item()
    print(f"probability {probability}, correlation {told}: the activities have {found:.3f}")
    failed |= abs(found - expected) > 0.01
told = {(0, 1): 0.9, (1, 2): 0.9, (0, 2): -0.5}
matrix = create_correlation_matrix_from_correlations(3, told)
print(f"correlations {told} become {[round(matrix[pair].item(), 3) for pair in told]}")
failed |= any(abs(matrix[pair] - value).item() < 0.2 for pair, value in told.items())
features = ActivationGenerator(1, 0.1, std_firing_magnitudes=1.0, mean_firing_magnitudes=1.0).sample(COUNT)
active = features[features > 0]
print(f"probability 0.1, mean 1, deviation 1: active {len(active) / COUNT:.4f},", end=" ")
print(f"mean {active.mean():.3f}, deviation {active.std():.3f}")
failed |= abs(len(active) / COUNT - 0.0841) > 0.002 or abs(active.mean().item() - 1.288) > 0.01
raise SystemExit(failed)
EOF
