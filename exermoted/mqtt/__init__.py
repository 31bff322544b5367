"""MQTT: tells a broker what happens and takes orders from it, as Home Assistant wants it."""
