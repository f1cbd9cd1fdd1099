"""The prose templates of a format turned round: which figure stands at which place of which sentence."""
