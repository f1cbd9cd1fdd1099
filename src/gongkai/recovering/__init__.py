"""The other way round: from the figures that a published document prints to the cells of the input behind them."""
