"""A chatbot that runs the rituals of agile marketing teams in Slack, Teams and a playground."""
