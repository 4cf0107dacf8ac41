"""The pages: with streamlit_app.py the only code that may import streamlit."""
