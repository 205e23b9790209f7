"""What is true: tables, norms, analysis, edits, files and storage. No Qt, no folium, no pictures."""
