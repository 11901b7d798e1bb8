"""A bare Streamlit page with one chart, the baseline that every page is measured against."""

import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
st.plotly_chart(go.Figure(go.Bar(x=list(range(20)), y=list(range(20)))), key="chart")
