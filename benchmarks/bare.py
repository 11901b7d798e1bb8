"""A bare Streamlit page with one chart: what every page of ours is measured against."""

import plotly.graph_objects as go
import streamlit as st

st.title("Bare")
st.plotly_chart(go.Figure(go.Bar(x=list(range(20)), y=list(range(20)))), key="chart")
