"""What _components/chart.html draws about models: title with the finding, summary, series, table."""
