"""The panel study: specify, estimate, infer, compare, and write to schema `results`.

SQL makes every variable; this room only takes marts.study_panel, marts.region_indicators and
seeds.study_models and returns estimates. Start reading at run.py.
"""
