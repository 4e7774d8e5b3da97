"""From config/patterns/ to hits: words looked up, signs weighed, the best window found."""
