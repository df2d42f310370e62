select rest, said from consent.covered where space_id='01920000-0000-7003-8000-000000000000'
