"""The report's pictures: plain drawings, and charts that Vega-Lite lays out ahead of time."""
