"""Classroom: read blind, vote, see the spread, reveal, vote again, and argue with the model."""

import streamlit as st

from analysis.dashboard import frame
from analysis.dashboard.classroom import address, phone, sessions, setup, show

if address.is_phone():
    phone.draw()
    st.stop()

name, version = frame.chosen()
session = sessions.of(name).session(str(st.query_params.get(show.PRESENT, "")))
if session is None:
    setup.draw(name, version)
else:
    show.draw(name, session)
